export { fake } from '../../../../fakes/fakeServer.ts';
