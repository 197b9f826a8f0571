"""What soil and rocks look like wherever they are drawn: red, green and blue, 0 to 1."""

SOIL_RGB = (0.62, 0.38, 0.24)
ROCK_RGB = (0.44, 0.29, 0.21)
