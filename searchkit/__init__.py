"""searchkit: full-text search for news-article archives."""
