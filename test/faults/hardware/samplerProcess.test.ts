/** The GPU sampler's process: one for a whole run, and none after it, however the run ends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { nvidiaSource } from '../../../src/adapters/hardware/nvidia/nvidiaSampler.ts';
import { thisMachine } from '../../../src/adapters/hardware/thisMachine.ts';
import { type FakeNvidiaSmi, fakeNvidiaSmi } from './fakeNvidiaSmi.ts';

const usual = ['memory.used', 'memory.total', 'utilization.gpu', 'power.draw', 'temperature.gpu', 'driver_version'];
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail('waited ten seconds for nothing');
}

describe('the sampler’s process', () => {
  let smi: FakeNvidiaSmi;
  before(async () => {
    smi = await fakeNvidiaSmi([...usual, 'clocks_throttle_reasons.active']);
  });
  after(() => smi.remove());

  it('is one, asks an older driver in its own words, and is gone when the run stops', async () => {
    const hardware = thisMachine([nvidiaSource(smi.command)]);
    assert.deepEqual((await hardware.describe()).gpus.map((gpu) => gpu.name), ['NVIDIA GeForce RTX 3090']);
    const sampler = await hardware.startSampler(() => performance.now());
    await until(() => sampler.readings().length >= 3);
    assert.deepEqual(sampler.readings()[0]?.throttleReasons, ['thermal (software)']);
    const pids = await smi.pids();
    assert.equal(pids.length, 1);
    await sampler.stop();
    assert.ok(pids.every((pid) => !isAlive(pid)));
  });

  for (const [how, end] of [['ends by itself', (): void => undefined], ['is killed', (kill: () => void): void => kill()]] as const)
    it(`does not outlive a run that ${how} without stopping it`, async () => {
      const before = (await smi.pids()).length;
      const module = JSON.stringify(path.join(import.meta.dirname, '../../../src/adapters/hardware/nvidia/nvidiaSampler.ts'));
      const life = how === 'is killed' ? 60_000 : 300;
      const script = `const { nvidiaSource } = await import(${module}); const sampler = await nvidiaSource(${JSON.stringify(smi.command)}).start(() => 0); while (sampler.readings().length === 0) await new Promise((resolve) => setTimeout(resolve, 20)); setTimeout(() => process.exit(0), ${life});`;
      const run = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'ignore', 'inherit'] });
      const ended = new Promise((resolve) => run.once('close', resolve));
      await until(async () => (await smi.pids()).length > before);
      const pid = (await smi.pids()).at(-1) ?? 0;
      end(() => void run.kill('SIGKILL'));
      await ended;
      await until(() => !isAlive(pid));
    });

  it('is not started when there is no card, and a missing tool is no failure', async () => {
    const hardware = thisMachine([nvidiaSource(path.join(path.dirname(smi.command), 'nowhere'))]);
    const machine = await hardware.describe();
    assert.deepEqual(machine.gpus, []);
    assert.match(machine.gpuNote ?? '', /No GPU seen: nvidia-smi/);
    const sampler = await hardware.startSampler(() => 0);
    assert.deepEqual(sampler.readings(), []);
    await sampler.stop();
  });

  it('samples without throttle reasons where the driver knows neither name', async () => {
    const old = await fakeNvidiaSmi(usual);
    const sampler = await nvidiaSource(old.command).start(() => 0);
    await until(() => sampler.readings().length > 0);
    assert.equal(sampler.readings()[0]?.throttleReasons, undefined);
    assert.equal(sampler.readings()[0]?.powerWatts, 349.12);
    await sampler.stop();
    await old.remove();
  });
});
