def log = new File(basedir, 'build.log').text
assert log =~ /Bobbin: 1 class read, 2 methods rewritten in \d+ ms/
assert log.contains('Bobbin: suspendable by inference: example.Sum.after()')
assert log.contains('Bobbin: suspendable by inference: example.Sum.upTo()')
assert log.contains('Tests run: 1, Failures: 0')
