import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";

export const keys = { accessKeyId: "AKIATEST", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
export const REGION = "eu-west-3";
export const BUCKET = "deskhand-files";

interface Fault {
  method: string;
  /** What the next request of that method meets: an answer with this status, the work done but no answer, or a closed connection. */
  what: number | "silence" | "hang up";
}

const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
/** RFC 3986, as the specification's UriEncode: everything but letters, digits and -._~ */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Enough of S3 for objects of one bucket by path-style addresses, on a port of its own. Each request's Signature Version 4 is reckoned anew from the
 * specification (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html), and the content's hash compared; errors are S3's documents.
 */
export async function startS3() {
  const objects = new Map<string, { content: Buffer; contentType: string }>();
  const seen: string[] = [];
  const faults: Fault[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const content = Buffer.concat(parts);
      const { method = "" } = request;
      seen.push(method);
      const refuse = (status: number, code: string, message: string) =>
        response
          .writeHead(status, { "Content-Type": "application/xml" })
          .end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
      const index = faults.findIndex((fault) => fault.method === method);
      const [fault] = index < 0 ? [] : faults.splice(index, 1);
      if (fault?.what === "hang up") return void request.socket.destroy();
      if (typeof fault?.what === "number")
        return refuse(fault.what, "InternalError", "We encountered an internal error. Please try again.");
      const wrong = signatureFault(request, content);
      if (wrong) return refuse(403, ...wrong);
      const [, bucket, ...rest] = new URL(request.url!, "http://s3").pathname.split("/");
      if (bucket !== BUCKET) return refuse(404, "NoSuchBucket", "The specified bucket does not exist");
      const key = decodeURIComponent(rest.join("/"));
      const found = objects.get(key);
      if (method === "PUT") objects.set(key, { content, contentType: request.headers["content-type"] ?? "" });
      if (method === "DELETE") objects.delete(key);
      if (fault?.what === "silence") return;
      if (method === "PUT")
        return void response.writeHead(200, { ETag: `"${createHash("md5").update(content).digest("hex")}"` }).end();
      if (method === "DELETE") return void response.writeHead(204).end();
      if (!found) return refuse(404, "NoSuchKey", "The specified key does not exist.");
      response.writeHead(200, { "Content-Type": found.contentType, "Content-Length": found.content.length }).end(found.content);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, seen, faults, close };
}

/** @returns S3's code and message, or null when the signature is the one that the specification gives */
function signatureFault({ headers, method, url }: http.IncomingMessage, content: Buffer): [string, string] | null {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const parsed = form.exec(headers.authorization ?? "");
  if (!parsed) return ["AccessDenied", "Access Denied"];
  const [, keyId, day, region, signedHeaders, signature] = parsed as unknown as [string, string, string, string, string, string];
  if (keyId !== keys.accessKeyId)
    return ["InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."];
  if (region !== REGION) return ["AuthorizationHeaderMalformed", `The region '${region}' is wrong; expecting '${REGION}'`];
  const names = signedHeaders.split(";");
  const date = String(headers["x-amz-date"] ?? "");
  const contentHash = String(headers["x-amz-content-sha256"] ?? "");
  if (!names.includes("host") || Object.keys(headers).some((name) => name.startsWith("x-amz-") && !names.includes(name)))
    return ["AccessDenied", "There were headers present in the request which were not signed"];
  if (!date.startsWith(day) || contentHash !== sha256(content))
    return ["XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed."];
  const at = new URL(url!, "http://s3");
  const query = [...at.searchParams].map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort();
  const canonical = [
    method,
    at.pathname
      .split("/")
      .map((part) => encoded(decodeURIComponent(part)))
      .join("/"),
    query.join("&"),
    ...names.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders,
    contentHash,
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", date, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join("\n");
  const key = ["s3", "aws4_request"].reduce(
    (made, part) => hmac(made, part),
    hmac(hmac(`AWS4${keys.secretAccessKey}`, day), region),
  );
  const right = hmac(key, toSign);
  return timingSafeEqual(right, Buffer.from(signature, "hex"))
    ? null
    : ["SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided."];
}
