/** `npm run test:faults`: every fault test, with two hundred kills instead of the twenty of `npm test`. */
process.env['PLIMSOLL_KILLS'] ??= '200';
process.argv.splice(2, 0, 'faults');
await import('./test.ts');
