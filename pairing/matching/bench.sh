#!/bin/sh
# bench.sh [INSTANCE ...]: a table of this package against LEMON, and against
# networkx at complete-500, each instance solved by all of them in one run.
#
# It wants g++, liblemon-dev and, for networkx, python3-networkx; and the LEMON
# driver of ../../../shared/bench, or of the directory that $BENCH names. Times
# are processor seconds, the best of $TIMES (3) for us and of one for the others:
# ours from the list of edges to the certificate, the others' without building
# their graphs. The last two columns compare the clock instead, for an idle
# machine: we use all processors, where a graph has several islands.
set -eu
cd "$(dirname "$0")"
bench=${BENCH:-../../../shared/bench}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

go test -c -o "$dir/ours" .
g++ -O2 -DNDEBUG -march=native -o "$dir/lemon" "$bench/lemon/lem.cpp" -llemon
"$dir/ours" -test.run TestWriteInstances -write "$dir" >/dev/null

field() { sed -n "s/.*$1=\([0-9.]*\).*/\1/p" | head -1; }

echo "| instance | vertices | edges | ours (s) | LEMON (s) | times | networkx (s) | our clock (s) | times |"
echo "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
for graph in ${*:-$(cd "$dir" && ls -tr ./*.gr)}; do
	name=$(basename "$graph" .gr)
	file=$dir/$name.gr
	read -r n m <"$file"
	ours= clock=
	for _ in $(seq "${TIMES:-3}"); do
		out=$("$dir/ours" -test.run TestReadInstance -read "$file")
		t=$(echo "$out" | field cpu)
		if [ -z "$ours" ] || [ "$(echo "$t < $ours" | bc)" = 1 ]; then ours=$t; fi
		t=$(echo "$out" | field wall)
		if [ -z "$clock" ] || [ "$(echo "$t < $clock" | bc)" = 1 ]; then clock=$t; fi
	done
	peer=$("$dir/lemon" mwm "$file")
	if [ "$(echo "$out" | field value)" != "$(echo "$peer" | field value)" ]; then
		echo "bench.sh: $name: LEMON finds another weight: $peer" >&2
		exit 1
	fi
	lemon=$(echo "$peer" | field cpu)
	theirs=$(echo "$peer" | field wall)
	networkx=
	if [ "$name" = complete-500 ] && python3 -c 'import networkx' 2>/dev/null; then
		networkx=$(python3 - "$file" <<'PYTHON'
import sys, time, networkx
lines = open(sys.argv[1]).read().split("\n")[1:-1]
graph = networkx.Graph()
for line in lines:
    u, v, w = map(int, line.split())
    graph.add_edge(u, v, weight=w)
began = time.process_time()
networkx.max_weight_matching(graph)
print("%.1f" % (time.process_time() - began))
PYTHON
		)
	fi
	echo "| $name | $n | $m | $ours | $lemon | $(echo "scale=1; $lemon / $ours" | bc) | $networkx | $clock | $(echo "scale=1; $theirs / $clock" | bc) |"
done
