// Only the client: the package's index would add its server and key generator to every bundle (26 KB).
declare module 'ssh2/lib/client.js' {
  export { Client as default } from 'ssh2';
}
