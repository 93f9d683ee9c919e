/** Tools like those a coding agent offers, as JSON Schemas and as the XML that older agents describe in their prompt. */
import type { ToolSchema } from '../../domain/chat.ts';

const text = (description: string): object => ({ type: 'string', description });

function tool(name: string, description: string, properties: Readonly<Record<string, object>>, required: readonly string[]): ToolSchema {
  return { name, description, parameters: { type: 'object', properties, required, additionalProperties: false } };
}

/** Seven tools with the kinds of arguments that go wrong: paths, commands, code with quotes and line breaks, numbers, lists. */
export const agentTools: readonly ToolSchema[] = [
  tool('read_file', 'Read a file of the workspace. Use it whenever you need to know what a file contains.', { path: text('Path relative to the workspace.'), start_line: { type: 'integer', minimum: 1, description: 'First line to read.' }, end_line: { type: 'integer', minimum: 1, description: 'Last line to read.' } }, ['path']),
  tool('write_file', 'Write a whole file, creating it when it does not exist.', { path: text('Path relative to the workspace.'), content: text('The complete content of the file.') }, ['path', 'content']),
  tool('list_files', 'List the files and folders of a folder.', { path: text('Folder relative to the workspace.'), recursive: { type: 'boolean', description: 'Whether to list subfolders too.' } }, ['path']),
  tool('search_files', 'Search all files of a folder for a regular expression.', { path: text('Folder to search.'), regex: text('Regular expression to look for.'), file_pattern: text('Glob of file names, e.g. *.ts.') }, ['path', 'regex']),
  tool('run_command', 'Run a command in the terminal of the workspace.', { command: text('The command line.'), requires_approval: { type: 'boolean', description: 'True for commands that change something outside the workspace.' } }, ['command', 'requires_approval']),
  tool('ask_question', 'Ask the user a question when something essential is unknown.', { question: text('The question.'), options: { type: 'array', items: { type: 'string' }, maxItems: 5, description: 'Answers to choose from.' } }, ['question']),
  tool('fetch_web_content', 'Fetch a web page as Markdown.', { url: text('Complete address.') }, ['url']),
];

/** Ends the task in agents that speak XML. */
export const completionTool = tool('attempt_completion', 'Present the result of the task to the user. Use it only when the task is done.', { result: text('The final result.') }, ['result']);

/** The part of a prompt that teaches tools as XML. */
export function toolsAsXml(tools: readonly ToolSchema[]): string {
  const described = tools.map(({ name, description, parameters }) => {
    const properties = Object.entries((parameters['properties'] ?? {}) as Readonly<Record<string, { readonly description?: string }>>);
    const required = new Set((parameters['required'] ?? []) as readonly string[]);
    const list = properties.map(([key, { description: what }]) => `- ${key}: (${required.has(key) ? 'required' : 'optional'}) ${what ?? ''}`).join('\n');
    const usage = properties.map(([key]) => `<${key}>${key} here</${key}>`).join('\n');
    return `## ${name}\nDescription: ${description}\nParameters:\n${list}\nUsage:\n<${name}>\n${usage}\n</${name}>`;
  });
  return `# Tools\n\nYou use tools by writing XML. The tool's name is the outer tag, each parameter a tag inside it. Use exactly one tool in each message and wait for its result.\n\n${described.join('\n\n')}`;
}
