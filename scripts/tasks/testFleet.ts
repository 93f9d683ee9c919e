/** `npm run test:fleet`: studies over several machines, through a real PostgreSQL that is killed, and with workers that are. */
process.argv.splice(2, 0, 'fleet');
await import('./test.ts');
