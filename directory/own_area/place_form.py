"""For forms of what has an address: the position follows from what is typed."""

from __future__ import annotations

ADDRESS = {"street", "postcode", "place"}


class PlaceForm:
    def _post_clean(self):
        changed = ADDRESS & set(self.changed_data)
        if changed:
            self.instance.municipality = self.instance.latitude = self.instance.longitude = None
        if "postcode" in changed and "place" not in changed:
            self.cleaned_data["place"] = ""  # that of the old postcode
        super()._post_clean()
        self.instance.locate()
