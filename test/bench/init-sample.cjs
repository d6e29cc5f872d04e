// Run in a fresh process: how long one bundle takes to load, in milliseconds, on stdout.
// The runtime client of Lambda has these loaded before it loads a function.
require('node:http');
require('node:https');
require('node:net');

const began = process.hrtime.bigint();
require(process.argv[2]);
process.stdout.write(String(Number(process.hrtime.bigint() - began) / 1e6));
process.exit(0);
