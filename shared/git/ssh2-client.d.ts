// The client alone: the package's index brings its server and key generator into every bundle (26 KB).
declare module 'ssh2/lib/client.js' {
  export { Client as default } from 'ssh2';
}
