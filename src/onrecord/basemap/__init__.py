"""Countries to draw maps on: Natural Earth's, inside the package, so that no map needs the network."""

from onrecord.basemap.countries import Country, countries, geojson, topology
from onrecord.basemap.draw import country_paths
from onrecord.basemap.frame import Frame

CREDIT = "Natural Earth"
DISCLAIMER = "Borders are drawn as Natural Earth has them and say nothing about whose a land is."

__all__ = ["CREDIT", "DISCLAIMER", "Country", "Frame", "countries", "country_paths", "geojson", "topology"]
