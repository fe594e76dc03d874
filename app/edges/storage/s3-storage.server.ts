import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { AwsClient } from "aws4fetch";
import { partsOfKey, type StorageEdge, StorageError } from "./storage-edge.ts";

interface S3 {
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** How long one try may take, milliseconds. */
  answerWithin?: number;
  /** Before the second try, milliseconds; doubled before each further one. */
  waitFirst?: number;
}

const TRIES = 4;

/**
 * Objects of an S3 bucket, by path-style addresses, which every S3-compatible store takes. Signed with Signature Version 4, the content's hash within it
 * (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). 5xx, 429 and lost connections are tried again: put and delete name their key, so
 * twice is once.
 */
export function s3Storage(s3: S3): StorageEdge {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey, answerWithin = 15_000, waitFirst = 200 } = s3;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 });
  const addressOf = (key: string) => `${endpoint.replace(/\/$/, "")}/${bucket}/${partsOfKey(key).join("/")}`;

  async function ask(
    method: "PUT" | "GET" | "DELETE",
    key: string,
    content?: Uint8Array,
    contentType?: string,
  ): Promise<Response> {
    const address = addressOf(key);
    const headers: Record<string, string> = {
      "X-Amz-Content-Sha256": createHash("sha256")
        .update(content ?? "")
        .digest("hex"),
    };
    if (contentType) headers["Content-Type"] = contentType;
    let fault = "";
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (attempt > 0) await delay(waitFirst * 2 ** (attempt - 1));
      try {
        const request = await client.sign(address, { method, headers, body: content as BodyInit | undefined });
        const response = await fetch(request, { signal: AbortSignal.timeout(answerWithin) });
        if (response.status < 500 && response.status !== 429) return response;
        fault = await faultOf(response);
      } catch (error) {
        fault = (error as Error).cause instanceof Error ? ((error as Error).cause as Error).message : (error as Error).message;
      }
    }
    throw new StorageError(`S3 ${method} of ${key} failed ${TRIES} times, the last time with: ${fault}`);
  }

  return {
    async put(key, content, contentType) {
      const response = await ask("PUT", key, content, contentType);
      if (!response.ok) throw new StorageError(`S3 refused to store ${key}: ${await faultOf(response)}`);
      await response.body?.cancel();
    },
    async get(key) {
      const response = await ask("GET", key);
      if (response.status === 404 && (await codeOf(response)) !== "NoSuchBucket") return null;
      if (!response.ok || !response.body) throw new StorageError(`S3 refused to give ${key}: ${await faultOf(response)}`);
      return { body: response.body, bytes: Number(response.headers.get("content-length")) };
    },
    async delete(key) {
      const response = await ask("DELETE", key);
      if (!response.ok && response.status !== 404)
        throw new StorageError(`S3 refused to delete ${key}: ${await faultOf(response)}`);
      await response.body?.cancel();
    },
  };
}

const textOf = (response: Response) => (response.bodyUsed ? Promise.resolve("") : response.text());

/** The code of S3's error document: AccessDenied, SignatureDoesNotMatch, NoSuchKey ... */
async function codeOf(response: Response): Promise<string> {
  return /<Code>(\w+)<\/Code>/.exec(await response.clone().text())?.[1] ?? "";
}

async function faultOf(response: Response): Promise<string> {
  const text = await textOf(response);
  const [code, message] = ["Code", "Message"].map((name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]);
  return [response.status, code, message].filter(Boolean).join(" ");
}
