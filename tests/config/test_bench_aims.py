"""What the table of ``make bench-sending`` says of its aims follows from its rows."""

from bench.sending.table import Row, aims


def row(what: str, connections: int, speeds: list[float], sources: list[float]) -> Row:
    return Row(what, 1, connections, speeds, sources, sources, 50)


def test_a_ratio_is_the_median_of_pairs_and_not_a_ratio_of_medians() -> None:
    ours = row("PostgreSQL", 20, [800, 100, 900], [1_000, 100, 2_000])
    assert list(aims([ours])) == ["| 0.75 × `smtp-source`, one process of twenty, PostgreSQL | 0.80 × | reached |"]
    assert str(ours) == "| PostgreSQL | 1 × 20 | 800 | 1,000 | 0.80 (0.45–1.00) | 0.80 | 50 |"


def test_the_best_package_is_the_one_that_counts_and_django_is_no_package() -> None:
    rows = [
        row("SQLite", 20, [1_000], [4_000]),
        row("django", 1, [400], [2_000]),
        row("django-mailer", 1, [100], [2_000]),
        row("django-post_office", 5, [200], [2_000]),
    ]
    assert list(aims(rows)) == [
        "| 0.5 × `smtp-source`, SQLite | 0.25 × | **not reached** |",
        "| 3 × Django on one connection, one process | 2.50 × | **not reached** |",
        "| 5 × the best package (django-post_office), one process | 5.00 × | reached |",
    ]
