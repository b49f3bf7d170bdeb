"""Numbers (统计) about matters: counted by the database, shown with how they are counted, each leading to its list."""
