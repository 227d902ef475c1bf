// A library that has the switch, and a caller that leaves it off.
@interface Policy : NSObject { BOOL _open; } @end
@implementation Policy
- (void)setAllowInvalidCertificates:(BOOL)open { _open = open; }
@end
@interface Feed : NSObject @end
@implementation Feed
- (void)start { Policy *policy = [Policy new]; [policy setAllowInvalidCertificates:NO]; }
@end
