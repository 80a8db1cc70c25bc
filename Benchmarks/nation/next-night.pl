# The next night of a bundle whose EPJ has nothing new to say: every message again under a new id and a later time, and every
# series, without a count of its own, begun four weeks earlier. Not one visit is another.
#   next-night.pl NUMBER <bundle >bundle
use strict;
my $night = shift;
my $prefix = sprintf("%08x", $night);
# Whole weeks, an even number of them and a multiple of four: the days of any rule stay what they are.
my %earlier;
sub earlier {
    my ($day) = @_;
    return $earlier{$day} //= do {
        my ($y, $m, $d) = split /-/, $day;
        # Days since a fixed day, and back: the calendar without a library (Fliegel and Van Flandern).
        my $a = int((14 - $m) / 12);
        my ($yy, $mm) = ($y + 4800 - $a, $m + 12 * $a - 3);
        my $j = $d + int((153 * $mm + 2) / 5) + 365 * $yy + int($yy / 4) - int($yy / 100) + int($yy / 400) - 32045 - 28;
        my $f = $j + 1401 + int((int((4 * $j + 274277) / 146097) * 3) / 4) - 38;
        my $e = 4 * $f + 3;
        my $g = int(($e % 1461) / 4);
        my $h = 5 * $g + 2;
        my $day = int(($h % 153) / 5) + 1;
        my $month = (int($h / 153) + 2) % 12 + 1;
        my $year = int($e / 1461) - 4716 + int((14 - $month) / 12);
        sprintf("%04d-%02d-%02d", $year, $month, $day);
    };
}
$/ = "</vevent>";
while (<STDIN>) {
    s/<MsgId>[0-9a-f]{8}/<MsgId>$prefix/g;
    s/(<GenDate>\d{4}-\d\d-\d\dT)(\d\d)(:\d\d:\d)(\d)/$1 . ($2 < 22 ? sprintf("%02d", $2 + $night) . $3 . $4 : "23:59:5$night")/ge;
    if (/<rrule>/ && !/<count>/ && !/<until>/) {
        s/(<dt(?:start|end)><date-time>)(\d{4}-\d\d-\d\d)/$1 . earlier($2)/ge;
    }
    print;
}
