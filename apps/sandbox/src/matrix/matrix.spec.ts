import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseOf, cases } from '../connectors/cases.ts';
import { type Sandbox, startSandbox } from '../index.ts';
import { type Cell, refusedPort, runMatrix } from './run.ts';
import { type Scene, scenesOfBehaviour, scenesOnTheWay } from './scenes.ts';
import { formatMatrix, plain } from './table.ts';

describe('the matrix', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const wrongOf = (cells: Cell[]) => cells.filter(({ isRight }) => !isRight);

  it('has every connector end as it has to, whatever is wrong with the way to its system', async () => {
    const cells = await runMatrix(cases, scenesOnTheWay(await refusedPort()), sandbox, 8);
    expect(wrongOf(cells)).toEqual([]);
    expect(new Set(cells.map((cell) => cell.case)).size).toBe(cases.length);
  });

  it('takes nothing to a system that is not the one the secret was entered for', async () => {
    const seen = sandbox.requests.length;
    const scenes = scenesOnTheWay(await refusedPort()).filter(({ secretOrigin }) => secretOrigin !== undefined);
    await runMatrix(cases, scenes, sandbox, 8);
    expect(scenes).toHaveLength(1);
    expect(sandbox.requests).toHaveLength(seen);
  });

  it('has connectors pass by behaviours that are no failure', async () => {
    const harmless = (scene: Scene) => cases.some((one) => scene.endings(one)?.includes('degraded'));
    const cells = await runMatrix(cases, scenesOfBehaviour.filter(harmless), sandbox, 8);
    expect(wrongOf(cells)).toEqual([]);
    expect(cells.some(({ ending }) => ending === 'degraded')).toBe(true);
  });

  it('notes what ends otherwise than it has to, in the order of cases and scenes', async () => {
    const [works] = scenesOnTheWay(await refusedPort());
    if (!works) throw new Error('There is no scene.');
    const demanding: Scene = { ...works, name: 'demanding', endings: () => ['timeout'] };
    const cells = await runMatrix([caseOf('OpenAI'), caseOf('Slack')], [demanding, works], sandbox, 2);
    expect(cells.map(({ case: name, scene, isRight }) => [name, scene, isRight])).toEqual([
      ['OpenAI', 'demanding', false],
      ['OpenAI', 'works', true],
      ['Slack', 'demanding', false],
      ['Slack', 'works', true],
    ]);
  });
});

describe('the table', () => {
  const cell = (scene: string, more: Partial<Cell> = {}): Cell => {
    const usual: Cell = {
      case: 'Jira',
      scene,
      expected: ['timeout'],
      ending: 'timeout',
      isRight: true,
      ms: 7,
      message: '',
    };
    return { ...usual, ...more };
  };

  it('is aligned, filled downwards, a block for each connector', () => {
    const cells = [cell('slow', { ms: 312 }), cell('stall'), cell('drip'), cell('slow', { case: 'Slack' })];
    expect(formatMatrix(cells, 60, plain).split('\n')).toEqual([
      'Jira  3 of 3 as expected',
      '✓ slow   timeout 312 ms   ✓ drip   timeout   7 ms',
      '✓ stall  timeout   7 ms',
      '',
      'Slack  1 of 1 as expected',
      '✓ slow   timeout   7 ms',
      '',
      'All 4 tests ended as expected.',
    ]);
  });

  it('has one column where there is no room for two', () => {
    expect(formatMatrix([cell('slow'), cell('drip')], 10, plain)).toContain(
      '\n✓ slow  timeout 7 ms\n✓ drip  timeout 7 ms\n',
    );
  });

  it('sets off what is wrong, and says at the end what it had to be', () => {
    const wrong = {
      ending: 'healthy',
      isRight: false,
      expected: ['timeout', 'upstream_5xx'],
      message: 'Fine.',
    } as const;
    const text = formatMatrix([cell('slow', wrong)], 80, { ...plain, bad: (bad) => `<${bad}>` });
    expect(text.split('\n')).toEqual([
      'Jira  0 of 1 as expected',
      '<✗ slow  healthy 7 ms>',
      '',
      '<1 of 1 tests did not end as expected:>',
      '✗ Jira, slow: healthy in place of timeout or upstream_5xx (Fine.)',
    ]);
  });
});
