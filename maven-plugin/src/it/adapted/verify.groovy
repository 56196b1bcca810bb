def log = new File(basedir, 'build.log').text
// Two sleeps, the driver, the future; in the tests, the sleep. The second build finds nothing to do.
assert log =~ /Bobbin: 2 classes read, 3 methods rewritten, 4 blocking calls adapted in \d+ ms/
assert log =~ /Bobbin: 1 class read, \d+ methods rewritten, 1 blocking call adapted in \d+ ms/
assert log =~ /Bobbin: 5 classes read, 0 methods rewritten in \d+ ms/
assert log.contains('Steps.java:29: warning: sleptInAMonitor() calls Thread.sleep(), which blocks the thread. Every coroutine of the same dispatcher would wait with it. It is not adapted, since the method is synchronized.')
assert log.contains('Tests run: 4, Failures: 0')
assert new File(basedir, 'target/bobbin/report.html').text.contains('made by another thread')
assert log.contains('[ERROR] mistake.txt:1: example.Driver has no ask(int)')
