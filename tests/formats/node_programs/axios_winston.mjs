import axios from "axios";
import winston from "winston";
import { each, headers } from "./calls.mjs";

const { combine, errors, json, timestamp } = winston.format;
const log = winston.createLogger({
  format: combine(errors({ stack: true }), timestamp(), json()),
  transports: [new winston.transports.Console()],
});
await each(
  (method, url, timeout) => axios.request({ method, url, timeout, headers }),
  (error) => log.error(error),
);
