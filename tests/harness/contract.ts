import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

type Content = Record<string, { schema: object }>;
type Answer = { $ref?: string; content?: Content };
type Operation = { operationId: string; responses: Record<string, Answer> };

/** What of an OpenAPI document is looked at here. */
export type OpenApi = {
  openapi: string;
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, Answer> };
};

export const contractFolder = path.resolve(import.meta.dirname, "../../contract");

export const openApi = parse(
  readFileSync(path.join(contractFolder, "openapi.yaml"), "utf8"),
) as OpenApi;

const ajv = new Ajv2020({ strict: false, allErrors: true });
// The types of this CommonJS package name its function as a member.
(addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
ajv.addSchema(openApi, "contract");

/** `name` as in `components.schemas`. @throws when there is no such schema. */
export function validatorOf(name: string): ValidateFunction {
  const validate = ajv.getSchema(`contract#/components/schemas/${name}`);
  if (!validate) throw new Error(`openapi.yaml has no schema ${name}`);
  return validate;
}

/** @throws naming every place that the schema does not allow. */
export function mustBe(name: string, body: unknown): void {
  const validate = validatorOf(name);
  if (validate(body)) return;
  const faults = ajv.errorsText(validate.errors, { separator: "\n  ", dataVar: name });
  throw new Error(`not a ${name}:\n  ${faults}\n${JSON.stringify(body).slice(0, 2000)}`);
}

const routes = Object.entries(openApi.paths).map(([template, item]) => ({
  item,
  // {path} and {key} go over several parts; everything else is one.
  pattern: new RegExp(
    `^${template.replace(/\{(path|key)\}/g, ".+").replace(/\{\w+\}/g, "[^/]+")}$`,
  ),
}));

/** The operation that a request means, if the contract has it. `pathname` without a query. */
export function operationOf(method: string, pathname: string): Operation | undefined {
  return routes.find(({ pattern }) => pattern.test(pathname))?.item[method.toLowerCase()];
}

/**
 * Holds one answer against the contract: a status that the operation names, a body of its schema, and for every
 * status of 400 and more a Problem of the same status. @throws saying what is wrong.
 */
export function checkAnswer(
  request: { method: string; pathname: string },
  answer: { status: number; contentType: string; body: Uint8Array },
): void {
  const what = `${request.method} ${request.pathname} → ${answer.status}`;
  const type = answer.contentType.split(";")[0].trim();
  if (answer.status >= 400 && request.method !== "HEAD") {
    if (type !== "application/problem+json")
      throw new Error(`${what}: expected application/problem+json, got "${answer.contentType}"`);
    const problem = parseJson(what, answer.body) as { status: number };
    mustBe("Problem", problem);
    if (problem.status !== answer.status)
      throw new Error(`${what}: the body says status ${problem.status}`);
    return;
  }
  const operation = operationOf(request.method, request.pathname);
  if (!operation) return;
  const named = operation.responses[String(answer.status)];
  if (!named) throw new Error(`${what}: the contract does not name this status`);
  const content = resolve(named).content;
  const schema = content?.["application/json"]?.schema as { $ref?: string } | undefined;
  if (type === "application/json" && schema?.$ref)
    mustBe(schema.$ref.split("/").pop()!, parseJson(what, answer.body));
}

function resolve(answer: Answer): Answer {
  if (!answer.$ref) return answer;
  return openApi.components.responses[answer.$ref.split("/").pop()!];
}

function parseJson(what: string, body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new Error(`${what}: the body is not JSON: ${Buffer.from(body).toString().slice(0, 500)}`);
  }
}
