#include "page/page.h"
