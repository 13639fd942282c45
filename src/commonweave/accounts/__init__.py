"""People, sign-in, spaces and the posts that people hold in them."""
