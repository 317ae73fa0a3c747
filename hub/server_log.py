"""What the web server itself writes, such as an access log that somebody has switched on."""

from gunicorn.glogging import Logger

from hub.logs import WithoutSecrets


class ServerLog(Logger):
    """Its handlers are not ours, so no link in their lines opens anything either."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                plain = handler.formatter
                handler.setFormatter(WithoutSecrets(plain._fmt, plain.datefmt))
