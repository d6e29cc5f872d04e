import { defineConfig, type ProxyOptions } from 'vite';

const service = process.env.OCORE_API_URL ?? 'http://127.0.0.1:4700';

/**
 * `npm run console` serves the sources with hot reload, against a service that runs. A service takes calls of its own
 * origin alone, so Origin becomes its address; only for pages of this server, since any site may call it (D-092).
 */
const proxy: ProxyOptions = {
  target: service,
  changeOrigin: true,
  configure: (server) => {
    server.on('proxyReq', (outgoing, { headers: { origin, host } }) => {
      if (origin === `http://${host}`) outgoing.setHeader('origin', new URL(service).origin);
    });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  // The server replaces it by the nonce of each response.
  html: { cspNonce: 'CSP_NONCE' },
  build: {
    target: 'es2024',
    assetsDir: 'assets',
    // A data: address in the place of a file would break `font-src 'self'`.
    assetsInlineLimit: 0,
    // One style sheet: a new account runs ten functions at a time, and each file takes one.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // One file for what every screen needs, and one for each screen: a first load of few requests.
          groups: [
            {
              name: 'console',
              test: /rolldown\/runtime|\/console\/(?:main\.tsx|routes\.tsx|api\/|ui\/|projects\/project-layout\.tsx|[\w-]+\/queries\.ts)/,
              priority: 2,
            },
            // What several screens share, in one file too.
            { name: 'shared', minShareCount: 2, priority: 1 },
          ],
        },
      },
      onLog: (level, log, report) => {
        // "use client" of Mantine's files, which means nothing without a server.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  server: { port: 4701, host: '127.0.0.1', proxy: { '/api': proxy, '/docs': proxy, '/local': proxy } },
});
