/**
 * One class a question, with its peers beside it under the same method names. The tables made from them are in
 * docs/performance.md.
 */
package dev.bobbin.benchmarks;
