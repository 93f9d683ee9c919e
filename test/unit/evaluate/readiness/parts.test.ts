/** Tool calls are read and checked in both styles, and edits apply exactly or not at all. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentTools, completionTool, toolsAsXml } from '../../../../src/evaluate/readiness/agentTools.ts';
import { applySearchReplace } from '../../../../src/evaluate/readiness/searchReplace.ts';
import { callsOf } from '../../../../src/evaluate/readiness/toolCalls.ts';

const native = (name: string, argumentsText: string): ReturnType<typeof callsOf> => callsOf({ text: '', toolCalls: [{ id: '1', name, argumentsText }] }, 'native', agentTools);
const xml = (text: string): ReturnType<typeof callsOf> => callsOf({ text, toolCalls: [] }, 'xml', [...agentTools, completionTool]);

describe('native calls', () => {
  it('are valid when tool and arguments fit the schema', () => {
    assert.deepEqual(native('read_file', '{"path":"a.ts"}'), [{ name: 'read_file', args: { path: 'a.ts' } }]);
  });

  const invalid: readonly (readonly [name: string, args: string, problem: RegExp])[] = [
    ['read_files', '{"path":"a"}', /no tool "read_files"/],
    ['read_file', '{"path":"a"', /not JSON/],
    ['read_file', '["a"]', /not an object/],
    ['read_file', '', /required/],
    ['read_file', '{"path":5}', /string/],
    ['read_file', '{"path":"a","start_line":0}', />= 1/],
    ['read_file', '{"path":"a","encoding":"utf8"}', /additional/],
    ['run_command', '{"command":"ls","requires_approval":"no"}', /boolean/],
  ];
  for (const [name, args, problem] of invalid) it(`${name}(${args}) is told as wrong`, () => assert.match(native(name, args)[0]?.problem ?? '', problem));
});

describe('XML calls', () => {
  it('are read with text before and after, line breaks, and typed values', () => {
    const [call, more] = xml('I will look.\n<run_command>\n<command>npm test</command>\n<requires_approval>false</requires_approval>\n</run_command>');
    assert.deepEqual(call, { name: 'run_command', args: { command: 'npm test', requires_approval: false } });
    assert.equal(more, undefined);
    assert.equal(xml('<read_file><path>a</path><start_line>3</start_line></read_file>')[0]?.args['start_line'], 3);
  });

  it('keep quotes, angle brackets and inner line breaks of their arguments', () => {
    const content = 'if (a < b) {\n  print("x");\n}';
    assert.equal(xml(`<write_file>\n<path>a</path>\n<content>\n${content}\n</content>\n</write_file>`)[0]?.args['content'], content);
  });

  it('that are not closed, unknown or incomplete are told as wrong', () => {
    assert.match(xml('<read_file>\n<path>a</path>')[0]?.problem ?? '', /not closed/);
    assert.match(xml('<open_file>\n<path>a</path>\n</open_file>')[0]?.problem ?? '', /no tool "open_file"/);
    assert.match(xml('<write_file><path>a</path></write_file>')[0]?.problem ?? '', /required/);
    assert.deepEqual(xml('I would read the file.'), []);
  });

  it('are taught in the prompt with every tool', () => {
    const taught = toolsAsXml(agentTools);
    for (const { name } of agentTools) assert.match(taught, new RegExp(`<${name}>`));
  });
});

describe('applySearchReplace', () => {
  const file = 'a = 1\nb = 2\nc = 1\n';
  const edit = (search: string, replace: string): string => `------- SEARCH\n${search}\n=======\n${replace}\n+++++++ REPLACE`;

  it('applies one block, several blocks, and both spellings', () => {
    assert.deepEqual(applySearchReplace(file, `Here:\n${edit('b = 2', 'b = 3')}`), { applied: true, content: 'a = 1\nb = 3\nc = 1\n' });
    assert.deepEqual(applySearchReplace(file, `${edit('a = 1', 'a = 9')}\n${edit('c = 1', 'c = 8')}`), { applied: true, content: 'a = 9\nb = 2\nc = 8\n' });
    assert.deepEqual(applySearchReplace(file, '<<<<<<< SEARCH\nb = 2\n=======\nb = 3\n>>>>>>> REPLACE'), { applied: true, content: 'a = 1\nb = 3\nc = 1\n' });
  });

  it('can delete lines, and takes replacement text literally', () => {
    assert.deepEqual(applySearchReplace(file, '------- SEARCH\nb = 2\n=======\n+++++++ REPLACE'), { applied: true, content: 'a = 1\n\nc = 1\n' });
    assert.deepEqual(applySearchReplace('x', edit('x', '$& $1')), { applied: true, content: '$& $1' });
  });

  it('refuses what is not there, fits twice, is empty or has no end', () => {
    for (const [reply, problem] of [
      [edit('b = 5', 'b'), /does not hold/],
      [edit('= 1', '= 2'), /several places/],
      [edit('', 'x'), /empty|no SEARCH|without its end/],
      ['------- SEARCH\nb = 2\n=======\nb = 3', /without its end/],
      ['b = 3', /no SEARCH/],
    ] as const) {
      const outcome = applySearchReplace(file, reply);
      assert.ok(!outcome.applied);
      assert.match(outcome.problem, problem);
    }
  });
});
