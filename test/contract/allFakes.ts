/** The scripted stand-ins, one a product and version. */
import { llamaCppFake, llamaCppRouterFake } from '../fakes/protocols/llamaCppFake.ts';
import { lmStudioFake, lmStudioV0Fake } from '../fakes/protocols/lmStudioFake.ts';
import { createOllamaFake } from '../fakes/protocols/ollamaFake.ts';
import { openAiFake } from '../fakes/protocols/openAiFake.ts';
import type { ProtocolFake } from '../fakes/protocols/protocolFake.ts';
import { tabbyFake } from '../fakes/protocols/tabbyFake.ts';
import { vllmVersions } from '../fakes/protocols/vllmCaptures.ts';
import { createVllmFake } from '../fakes/protocols/vllmFake.ts';

export const allFakes: readonly (() => ProtocolFake)[] = [
  () => llamaCppFake,
  () => llamaCppRouterFake,
  createOllamaFake,
  ...vllmVersions.map((version) => () => createVllmFake(version)),
  () => lmStudioFake,
  () => lmStudioV0Fake,
  () => tabbyFake,
  () => openAiFake,
];
