def log = new File(basedir, 'build.log').text
assert log =~ /Bobbin: 1 class read, 2 methods rewritten in \d+ ms/ : 'the summary of instrument'
assert log =~ /Bobbin: 1 class read, 1 method rewritten in \d+ ms/ : 'the summary of test-instrument'
assert log.contains('Tests run: 1, Failures: 0')
