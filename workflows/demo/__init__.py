"""The demonstration: an invented city's 机关工委 with its people, two past years of stars and a round in full swing."""
