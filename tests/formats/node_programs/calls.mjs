// What each program asks of the stand-in whose address it is given.
export const [base, secret] = process.argv.slice(2);
export const headers = { "X-API-Key": secret };
export const calls = [
  ["GET", "/v1/ok?symbol=BTC", 5000],
  ["POST", "/v1/orders", 5000],
  ["GET", "/v1/429", 5000],
  ["DELETE", "/v1/404/17", 5000],
  ["GET", "/v1/503", 5000],
  ["GET", "/slow", 300],
  ["GET", "/reset", 5000],
];
export const now = () => new Date().toISOString();
export async function each(call, failed) {
  for (const [method, path, timeout] of calls) {
    try {
      await call(method, base + path, timeout);
    } catch (error) {
      failed(error);
    }
  }
}
