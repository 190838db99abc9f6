import axios from "axios";
import pino from "pino";
import { each, headers } from "./calls.mjs";

const log = pino();
await each(
  (method, url, timeout) => axios.request({ method, url, timeout, headers }),
  (err) => log.error({ err }, "call failed"),
);
