# Makes the queues and custom fields of the sample company. RT's REST API can make neither kind of field for users.
use strict; use warnings;
use RT -init;

sub made { my ($what, $ok, $message) = @_; die "$what: $message\n" unless $ok; }

my %queue;
for my $name (qw(Complaints Calls)) {
    $queue{$name} = RT::Queue->new(RT->SystemUser);
    made($name, $queue{$name}->Create(Name => $name));
}

sub field {
    my ($name, $lookup, $object) = @_;
    my $field = RT::CustomField->new(RT->SystemUser);
    made($name, $field->Create(Name => $name, Type => 'FreeformSingle', LookupType => $lookup, MaxValues => 1));
    made($name, $field->AddToObject($object));
}

field($_, 'RT::User', RT::User->new(RT->SystemUser)) for qw(Phone BirthDate);
field('CustomerCode', 'RT::Queue-RT::Ticket', RT::Queue->new(RT->SystemUser));
field($_, 'RT::Queue-RT::Ticket', $queue{Calls}) for qw(CallStart CallSeconds CallDirection CallAgent CallNumber);
