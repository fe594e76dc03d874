import { createContext, useContext } from "react";

const NonceContext = createContext<string | undefined>(undefined);
export const NonceProvider = NonceContext.Provider;

/** The content-security nonce of this answer; the browser has hidden it already, so it is undefined there. */
export function useNonce(): string | undefined {
  return useContext(NonceContext);
}
