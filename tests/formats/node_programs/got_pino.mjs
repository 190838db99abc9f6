import got from "got";
import pino from "pino";
import { each, headers } from "./calls.mjs";

const log = pino({ timestamp: pino.stdTimeFunctions.isoTime });
await each(
  (method, url, timeout) => got(url, { method, headers, timeout: { request: timeout }, retry: { limit: 0 } }),
  (err) => log.error({ err }, "call failed"),
);
