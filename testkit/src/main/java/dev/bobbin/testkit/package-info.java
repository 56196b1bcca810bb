/**
 * For tests of code with coroutines: {@link dev.bobbin.testkit.TestScheduler} has virtual time and schedules that can be
 * replayed, {@link dev.bobbin.testkit.CoroutineTest} makes a JUnit test of it.
 */
package dev.bobbin.testkit;
