import axios from "axios";
import * as AxiosLogger from "axios-logger";
import { each, headers } from "./calls.mjs";

AxiosLogger.setGlobalConfig({ dateFormat: "isoDateTime", headers: true, params: true });
const client = axios.create({ headers });
client.interceptors.request.use(AxiosLogger.requestLogger, AxiosLogger.errorLogger);
client.interceptors.response.use(AxiosLogger.responseLogger, AxiosLogger.errorLogger);
await each((method, url, timeout) => client.request({ method, url, timeout }), () => {});
