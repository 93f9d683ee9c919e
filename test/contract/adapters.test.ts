/** Runs the contract suite against a scripted stand-in of every product. */
import { brokenServerContract } from './brokenServerContract.ts';
import { allFakes } from './allFakes.ts';
import { serverContract } from './serverContract.ts';
import { startFake } from './subject.ts';

for (const makeFake of allFakes) {
  const { name, kind } = makeFake();
  serverContract(name, kind, async () => {
    const fake = makeFake();
    const { url, close } = await startFake(fake);
    return { url, close, model: fake.model, capabilities: fake.capabilities };
  });
  brokenServerContract(makeFake);
}
