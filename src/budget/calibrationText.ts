/** A short text of the kind agents send (instructions, a tool schema, code), to compare tokenisers on. */

export const calibrationText = `You are a careful programming assistant working in the user's repository. Read the files you need before you change
anything, keep every edit small, and explain in one sentence why it is right. When a command fails, look at its output first and do not
run it again unchanged. Ask only when a decision belongs to the user: a deletion, a new dependency, a public interface.

# Tools
{"type":"function","function":{"name":"read_files","description":"Read one or more text files and return their content with line numbers.",
"parameters":{"type":"object","properties":{"paths":{"type":"array","items":{"type":"string"},"description":"Paths relative to the workspace folder."},
"start_line":{"type":"integer","minimum":1},"end_line":{"type":"integer"}},"required":["paths"],"additionalProperties":false}}}

# Example
\`\`\`ts
export async function loadInvoices(folder: string): Promise<readonly Invoice[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const invoices = await Promise.all(names.map(async (name) => parseInvoice(await readFile(join(folder, name), 'utf8'))));
  return invoices.filter((invoice) => invoice.total > 0).sort((a, b) => a.date.localeCompare(b.date));
}
\`\`\`
\`\`\`python
class RateLimiter:
    def __init__(self, limit: int, window_seconds: float = 60.0) -> None:
        self._calls: deque[float] = deque()
        self.limit, self.window_seconds = limit, window_seconds
\`\`\`
ERROR in ./src/invoice.ts:42:17 TS2345: Argument of type 'string | undefined' is not assignable to parameter of type 'string'.
`;
