// Asks npm opening_hours what it makes of opening hours: one JSON request a
// line on standard input, {"hours", "days": ["2026-06-08", …]}; one JSON answer a line, a
// list of [from, until, state] in minutes after the midnight of each day, or {"error"}.
// State is 1 for open and 0 for unknown. Run with TZ=UTC.
const OpeningHours = require('opening_hours');
const place = { address: { country_code: 'at', state: 'Salzburg' } };
console.warn = console.error = console.info = () => {};
const say = process.stdout.write.bind(process.stdout);
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { hours, days } = JSON.parse(line);
  try {
    const reference = new OpeningHours(hours, place);
    say(JSON.stringify(days.map((day) => {
      const from = new Date(day + 'T00:00:00Z');
      return reference.getOpenIntervals(from, new Date(+from + 864e5))
        .map((i) => [(i[0] - from) / 6e4, (i[1] - from) / 6e4, i[2] ? 0 : 1]);
    })) + '\n');
  } catch (e) {
    say(JSON.stringify({ error: String(e) }) + '\n');
  }
});
