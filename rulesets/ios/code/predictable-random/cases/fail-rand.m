// Seeded with the time.
// expect: -[Store code] -> _rand
// expect: -[Store code] -> _srand
@interface Store : NSObject @end
@implementation Store
- (int)code { srand((unsigned)time(NULL)); return rand() % 1000000; }
@end
