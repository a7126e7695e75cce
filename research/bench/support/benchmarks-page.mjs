// docs/generated/benchmarks.md: rendered from what benchmarks found, and read again so that a part can be measured anew.

const HEAD = `# Benchmarks

Written by \`npm run bench\` alone: these are measurements, and no test compares them. Targets: one row each, in the order of
their numbers. Method: everything that is compared runs in turn in one go (A B A B …), warm, one thread each unless a row says
otherwise; figures are medians, ranges go from the least to the most. Kernels are timed by processor time, whole processes by the
clock. A ratio against a peer counts only where the results are the same ("matched": every figure of every combination to
1e-9, counts exactly). Mbe/s: million bar evaluations (bars × combinations) a second.
`;

const TABLE = `| target | what | wanted | measured (median) | range | | why | command |
|---|---|---|---|---|---|---|---|
`;

const verdict = (met) => (met === null ? "–" : met ? "met" : "missed");
const cell = (text) => String(text).replaceAll("|", "/").trim();

function rowOf({ id, what, target, measured, spread, met, why }, command) {
  return `| ${[id, what, target, measured, spread, verdict(met), why, `\`${command}\``].map(cell).join(" | ")} |`;
}

/** What a benchmark says nothing of in numbers of its own. */
const unsaid = (id, code) => ({
  ...{ id, what: "see the output below", target: "", measured: code === 0 ? "below" : "failed", spread: "", met: null },
  why: code === 0 ? "" : `It ended with ${String(code)}.`,
});

/** Rows by target and outputs by script, as a page has them. */
export function readPage(text) {
  const rows = text.split("\n").filter((line) => /^\| P\d/.test(line));
  const sections = new Map();
  for (const part of text.split(/^## /m).slice(1))
    sections.set(part.slice(0, part.indexOf("\n")).trim(), `## ${part.trim()}\n`);
  return {
    rows,
    sections,
    /** Takes the place of what was known of these targets and of this script. */
    put({ ids, script, command, rows: found, code, output, when }) {
      const told = ids.flatMap((id) => {
        const own = found.filter((one) => one.id === id);
        return own.length > 0 ? own : [unsaid(id, code)];
      });
      // Several scripts may measure one target.
      this.rows = this.rows.filter((row) => !(ids.includes(row.split(" ")[1]) && row.includes(`/${script}`)));
      this.rows.push(...told.map((one) => rowOf(one, command)));
      const fence = "```";
      sections.set(script, `## ${script}\n\n${when}: \`${command}\`\n\n${fence}text\n${output.trim()}\n${fence}\n`);
    },
  };
}

const numberOf = (row) => Number(/P(\d+)/.exec(row)?.[1]);

export function renderPage({ rows, sections }) {
  const sorted = rows.map((row, at) => [row, at]).sort(([a, i], [b, j]) => numberOf(a) - numberOf(b) || i - j);
  const table = sorted.map(([row]) => `${row}\n`).join("");
  const outputs = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return [HEAD, TABLE + table, ...outputs].join("\n");
}
