def log = new File(basedir, 'build.log').text
assert !log.contains(':instrument (default)')
assert log =~ /Bobbin: 1 class read, 2 methods rewritten in \d+ ms/
assert log.contains('Tests run: 1, Failures: 0')
