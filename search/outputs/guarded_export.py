"""Tables that Wagtail's admin exports: what people typed becomes no formula in a spreadsheet."""

from search.outputs.rows import guarded


class GuardedExport:
    """For views that export lists; Wagtail itself guards XLSX, and CSV not."""

    def preprocess_field_value(self, field, value, export_format):
        shown = super().preprocess_field_value(field, value, export_format)
        is_text = export_format == self.FORMAT_CSV and isinstance(shown, str)
        return guarded(shown) if is_text else shown
