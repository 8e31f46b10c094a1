"""One file per format. Each writer takes items one by one, so that a long run needs no memory for what is out."""
