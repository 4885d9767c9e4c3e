#include "css/css.h"
