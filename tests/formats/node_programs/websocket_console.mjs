// Node's own WebSocket, as a program prints what becomes of it.
const [base, secret] = process.argv.slice(2);
const now = () => new Date().toISOString();
const paths = ["/status/401", "/status/429", "/close/1008", "/close/1011", "/close/1013", "/close/1000", "/reset"];

for (const path of paths) {
  const url = `${base}${path}?token=${secret}`;
  console.log(now(), "connecting to", url);
  const socket = new WebSocket(url);
  socket.onerror = (event) => console.error(now(), "websocket error", event.message, event.error);
  await new Promise((done) => {
    socket.onclose = ({ code, reason }) => {
      console.error(now(), `WebSocket closed: ${code} ${reason}`);
      done();
    };
  });
}
