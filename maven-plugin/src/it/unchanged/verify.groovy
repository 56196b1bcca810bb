def log = new File(basedir, 'build.log').text
assert log.readLines().count { it.contains('Nothing to compile') } == 2 : 'in the second build the compiler has nothing to do'
assert log.readLines().count { it =~ /Bobbin: \d+ class(es)? read, 0 methods rewritten/ } == 2 : 'nor has Bobbin'
assert log.readLines().count { it.contains('Tests run: 2, Failures: 0, Errors: 0, Skipped: 0') && !it.contains(' in ') } == 2
