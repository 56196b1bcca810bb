/**
 * What the build puts in the place of calls that block, where {@link dev.bobbin.AdaptBlockingCalls} or the build's option asks
 * for it. Public for adapted code's sake, and for adapters of one's own.
 */
package dev.bobbin.adapt;
