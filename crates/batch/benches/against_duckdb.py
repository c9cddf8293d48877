"""Base duty ad valorem by an as-of join: reads the rows once, then answers a number of threads with microseconds."""

import sys
import time

try:
    import duckdb
except ImportError:
    sys.exit(0)

folder = sys.argv[1]
base = duckdb.connect()
base.execute(f"CREATE TABLE lines AS SELECT * FROM read_csv('{folder}/lines.csv')")
base.execute(f"CREATE TABLE rates AS SELECT number, day, rate::DECIMAL(10,6) AS rate FROM read_csv('{folder}/rates.csv')")
print(duckdb.__version__, flush=True)
for threads in sys.stdin:
    base.execute(f"SET threads = {int(threads)}")
    start = time.perf_counter()
    base.execute("SELECT sum(round(l.value * r.rate, 2)) FROM lines l ASOF JOIN rates r ON l.number = r.number AND l.day >= r.day").fetchall()
    print(int((time.perf_counter() - start) * 1e6), flush=True)
