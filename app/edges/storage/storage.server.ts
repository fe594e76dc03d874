import path from "node:path";
import { folderStorage } from "./folder-storage.server.ts";
import { s3Storage } from "./s3-storage.server.ts";
import type { StorageEdge } from "./storage-edge.ts";

interface StorageEnv {
  DATA_DIR: string;
  S3_ENDPOINT?: string;
  S3_REGION?: string;
  S3_BUCKET?: string;
  S3_ACCESS_KEY_ID?: string;
  S3_SECRET_ACCESS_KEY?: string;
}

/** An S3 bucket where S3_ENDPOINT says so (the environment has checked that the other four are there), else a folder of DATA_DIR. */
export function createStorage(env: StorageEnv): StorageEdge {
  if (!env.S3_ENDPOINT) return folderStorage(path.join(env.DATA_DIR, "storage"));
  return s3Storage({
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION!,
    bucket: env.S3_BUCKET!,
    accessKeyId: env.S3_ACCESS_KEY_ID!,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY!,
  });
}
